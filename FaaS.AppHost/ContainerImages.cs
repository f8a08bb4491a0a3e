namespace FaaS.AppHost;

internal static class ContainerImages
{
    /// <summary>
    /// Takes the container from this image (<c>registry/name:tag</c>) instead of the public one, if there is one.
    /// </summary>
    public static IResourceBuilder<T> WithImageOf<T>(this IResourceBuilder<T> container, string? image)
        where T : ContainerResource
        => string.IsNullOrEmpty(image) ? container : container.WithImage(image);
}
