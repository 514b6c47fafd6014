using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Secure.Messaging;

/// <summary>The parts of libmosquitto 2.0 that are used here, one to one. All calls but those noted are thread-safe.</summary>
internal static unsafe partial class Mosquitto
{
    private const string Library = "libmosquitto.so.1";

    internal const int Success = 0;
    internal const int ErrNoConnection = 4;
    internal const int ErrPayloadSize = 9;

    internal const int OptionProtocolVersion = 1;
    internal const int OptionTcpNoDelay = 11;
    internal const int ProtocolV5 = 5;

    // MQTT 5 section 2.2.2.2
    internal const int PropertyMessageExpiry = 2;
    internal const int PropertyMaximumPacketSize = 39;

    /// <summary>struct mosquitto_message: 40 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public int Id;
        public byte* Topic;
        public byte* Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    internal static partial int LibraryInit();

    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint New(string id, [MarshalAs(UnmanagedType.U1)] bool cleanStart, nint owner);

    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    internal static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_int_option")]
    internal static partial int IntOption(nint client, int option, int value);

    [LibraryImport(Library, EntryPoint = "mosquitto_threaded_set")]
    internal static partial int ThreadedSet(nint client, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TlsSet(nint client, string authorityFile, string? authorityFolder, string certificateFile, string keyFile, nint passwordCallback);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_opts_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TlsOptionsSet(nint client, int verifyPeer, string version, string? ciphers);

    [LibraryImport(Library, EntryPoint = "mosquitto_will_set_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int WillSet(nint client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_bind_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Connect(nint client, string host, int port, int keepAliveSeconds, string? bindAddress, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_reconnect")]
    internal static partial int Reconnect(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5")]
    internal static partial int Disconnect(nint client, int reason, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop")]
    internal static partial int Loop(nint client, int timeoutMs, int unused);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Publish(nint client, int* messageId, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Subscribe(nint client, int* messageId, string filter, int qos, int options, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_int32")]
    internal static partial int PropertyAddInt32(nint* properties, int id, uint value);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_free_all")]
    internal static partial void PropertyFreeAll(nint* properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    private static partial nint StrError(int error);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_v5_callback_set")]
    internal static partial void OnConnect(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5_callback_set")]
    internal static partial void OnPublish(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5_callback_set")]
    internal static partial void OnSubscribe(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_message_v5_callback_set")]
    internal static partial void OnMessage(nint client, delegate* unmanaged[Cdecl]<nint, nint, Message*, nint, void> callback);

    internal static string Words(int error) => Marshal.PtrToStringUTF8(StrError(error)) ?? "error " + error;
}
