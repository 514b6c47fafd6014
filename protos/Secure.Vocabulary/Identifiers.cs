namespace Secure.Vocabulary;

/// <summary>A person of the site.</summary>
public sealed record PersonId : Identifier<PersonId>, IIdentifier<PersonId>
{
    private PersonId(string text) : base(text) { }

    static PersonId IIdentifier<PersonId>.FromChecked(string text) => new(text);
}

/// <summary>A room.</summary>
public sealed record RoomId : Identifier<RoomId>, IIdentifier<RoomId>
{
    private RoomId(string text) : base(text) { }

    static RoomId IIdentifier<RoomId>.FromChecked(string text) => new(text);
}

/// <summary>A door: the leaf, its lock and its readers.</summary>
public sealed record DoorId : Identifier<DoorId>, IIdentifier<DoorId>
{
    private DoorId(string text) : base(text) { }

    static DoorId IIdentifier<DoorId>.FromChecked(string text) => new(text);
}

/// <summary>A reader at a door.</summary>
public sealed record ReaderId : Identifier<ReaderId>, IIdentifier<ReaderId>
{
    private ReaderId(string text) : base(text) { }

    static ReaderId IIdentifier<ReaderId>.FromChecked(string text) => new(text);
}

/// <summary>An edge agent or a door-controller.</summary>
public sealed record DeviceId : Identifier<DeviceId>, IIdentifier<DeviceId>
{
    private DeviceId(string text) : base(text) { }

    static DeviceId IIdentifier<DeviceId>.FromChecked(string text) => new(text);
}

/// <summary>Another system that asks for decisions.</summary>
public sealed record ServiceId : Identifier<ServiceId>, IIdentifier<ServiceId>
{
    private ServiceId(string text) : base(text) { }

    static ServiceId IIdentifier<ServiceId>.FromChecked(string text) => new(text);
}

/// <summary>A workstation.</summary>
public sealed record WorkstationId : Identifier<WorkstationId>, IIdentifier<WorkstationId>
{
    private WorkstationId(string text) : base(text) { }

    static WorkstationId IIdentifier<WorkstationId>.FromChecked(string text) => new(text);
}

/// <summary>A post that a person holds.</summary>
public sealed record PostId : Identifier<PostId>, IIdentifier<PostId>
{
    private PostId(string text) : base(text) { }

    static PostId IIdentifier<PostId>.FromChecked(string text) => new(text);
}

/// <summary>A department.</summary>
public sealed record DepartmentId : Identifier<DepartmentId>, IIdentifier<DepartmentId>
{
    private DepartmentId(string text) : base(text) { }

    static DepartmentId IIdentifier<DepartmentId>.FromChecked(string text) => new(text);
}

/// <summary>A named schedule.</summary>
public sealed record ScheduleId : Identifier<ScheduleId>, IIdentifier<ScheduleId>
{
    private ScheduleId(string text) : base(text) { }

    static ScheduleId IIdentifier<ScheduleId>.FromChecked(string text) => new(text);
}
