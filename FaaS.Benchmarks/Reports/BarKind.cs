namespace FaaS.Benchmarks.Reports;

internal enum BarKind
{
    AtMost,
    AtLeast,
}
