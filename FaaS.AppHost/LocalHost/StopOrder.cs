namespace FaaS.AppHost.LocalHost;

/// <summary>Who is stopped when: what uses something goes before it.</summary>
internal enum StopOrder
{
    /// <summary>First nobody accepts or claims work any more, and what runs is seen through.</summary>
    Dispatchers,

    /// <summary>Then the workers remove their sandboxes.</summary>
    Workers,

    /// <summary>At last, with nobody left to write to them, Postgres and Redis.</summary>
    Stores,
}
