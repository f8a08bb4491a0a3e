using System.Text.Json.Serialization;
using FaaS.Client.Admin;
using FaaS.Client.DeadLetters;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Client.Schedules;

namespace FaaS.Client.Json;

/// <summary>The API's JSON, source generated; for programs that print or store what the client returns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(FunctionInfo))]
[JsonSerializable(typeof(FunctionDefinition))]
[JsonSerializable(typeof(Page<FunctionInfo>))]
[JsonSerializable(typeof(IReadOnlyList<FunctionInfo>))]
[JsonSerializable(typeof(Invocation))]
[JsonSerializable(typeof(Page<Invocation>))]
[JsonSerializable(typeof(IReadOnlyList<Invocation>))]
[JsonSerializable(typeof(Page<Checkpoint>))]
[JsonSerializable(typeof(IReadOnlyList<Checkpoint>))]
[JsonSerializable(typeof(Page<Delivery>))]
[JsonSerializable(typeof(IReadOnlyList<Delivery>))]
[JsonSerializable(typeof(ScheduleInfo))]
[JsonSerializable(typeof(ScheduleDefinition))]
[JsonSerializable(typeof(Page<ScheduleInfo>))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleInfo>))]
[JsonSerializable(typeof(DueTimes))]
[JsonSerializable(typeof(Page<WorkerInfo>))]
[JsonSerializable(typeof(IReadOnlyList<WorkerInfo>))]
[JsonSerializable(typeof(RebalanceInfo))]
[JsonSerializable(typeof(QueueInfo))]
[JsonSerializable(typeof(ConservationInfo))]
[JsonSerializable(typeof(Page<Attempt>))]
[JsonSerializable(typeof(AutoscaleInfo))]
[JsonSerializable(typeof(LeaderInfo))]
[JsonSerializable(typeof(Page<UsageInfo>))]
[JsonSerializable(typeof(IReadOnlyList<UsageInfo>))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(DeadLetterFilter))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetter>))]
[JsonSerializable(typeof(RedriveReport))]
[JsonSerializable(typeof(PurgeReport))]
[JsonSerializable(typeof(Problem))]
public sealed partial class FaasJson : JsonSerializerContext;
