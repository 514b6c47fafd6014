using Secure.Signatures;

namespace Secure.DoorController.Configuration;

/// <summary>The fitter's file with an enrolment code.</summary>
internal static class EnrollmentFile
{
    /// <summary>What is wrong with it and what to do, never what it holds; null, and a code, where nothing is.</summary>
    public static string? Read(string path, out EnrollmentCode? code)
    {
        code = null;
        try { return EnrollmentCode.TryParse(File.ReadAllText(path), out code) ? null : "不是注册码，请重新签发 · no enrolment code: have a new one issued"; }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            string user = Environment.UserName;
            return $"用户 {user} 无法读取注册码，请把文件的属主改为该用户 · {user} cannot read the enrolment code: make that user the file's owner ({unreadable.Message})";
        }
    }
}
