using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace FaaS.AppHost;

/// <summary>What the model cannot say and a cluster needs.</summary>
internal static class KubernetesDeployment
{
    private const string DockerSocket = "/var/run/docker.sock";

    // The Docker Engine of the node mounts from the node's file system, so the path must be the same on both sides.
    private const string WorkerDirectory = "/var/lib/faas/worker";

    /// <summary>Probes come out with <c>scheme: "http"</c>, which Kubernetes rejects.</summary>
    public static KubernetesResource MendProbes(this KubernetesResource resource)
    {
        foreach (var container in PodOf(resource).Containers)
        {
            foreach (var probe in new[] { container.ReadinessProbe, container.LivenessProbe })
            {
                if (probe?.HttpGet is { } get)
                {
                    get.Scheme = "HTTP";
                }
            }
        }

        return resource;
    }

    /// <summary>Applies the migrations before this pod starts; EF Core's lock makes a second pod wait.</summary>
    public static KubernetesResource MigrateFirst(this KubernetesResource resource)
    {
        var pod = PodOf(resource);
        var container = pod.Containers[0];
        var migrate = new ContainerV1
        {
            Name = "migrate",
            Image = container.Image,
            ImagePullPolicy = container.ImagePullPolicy,
        };
        migrate.Args.Add("migrate");
        migrate.EnvFrom.AddRange(container.EnvFrom);
        pod.InitContainers.Add(migrate);
        return resource;
    }

    /// <summary>Workers dial every dispatcher by itself; the address of the service would be any of them.</summary>
    public static KubernetesResource AdvertisePod(this KubernetesResource resource)
    {
        var container = PodOf(resource).Containers[0];
        container.Env.Add(new EnvVarV1
        {
            Name = "POD_IP",
            ValueFrom = new EnvVarSourceV1 { FieldRef = new ObjectFieldSelectorV1 { FieldPath = "status.podIP" } },
        });
        container.Env.Add(new EnvVarV1 { Name = "Dispatch__AdvertisedUrl", Value = "http://$(POD_IP):8080" });
        return resource;
    }

    /// <summary>Sandboxes are containers of the node, whose Docker socket only root may use.</summary>
    public static KubernetesResource UseDockerOfNode(this KubernetesResource resource)
    {
        var pod = PodOf(resource);
        Mount(pod, "docker-socket", DockerSocket, "Socket");
        Mount(pod, "worker-directory", WorkerDirectory, "DirectoryOrCreate");
        pod.Containers[0].Env.Add(new EnvVarV1 { Name = "Worker__Directory", Value = WorkerDirectory });
        pod.Containers[0].SecurityContext = new SecurityContextV1 { RunAsUser = 0 };
        return resource;
    }

    private static void Mount(PodSpecV1 pod, string name, string path, string type)
    {
        var source = new HostPathVolumeSourceV1 { Path = path, Type = type };
        pod.Volumes.Add(new VolumeV1 { Name = name, HostPath = source });
        pod.Containers[0].VolumeMounts.Add(new VolumeMountV1 { Name = name, MountPath = path });
    }

    private static PodSpecV1 PodOf(KubernetesResource resource) => resource.Workload!.PodTemplate.Spec;
}
