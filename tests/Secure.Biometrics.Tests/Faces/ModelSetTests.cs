using Secure.Biometrics.Face;
using Secure.Biometrics.Models;
using Secure.TestKit;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Biometrics.Tests.Faces;

public sealed class ModelSetTests
{
    private static readonly string Shipped = Path.Combine(Checkout.Root, "gateway", "Secure.Biometrics", "Models", ModelSet.FileName);

    [Fact]
    public void The_shipped_model_set_can_be_read()
    {
        using TempFolder folder = new();
        File.Copy(Shipped, folder[ModelSet.FileName]);
        Assert.Equal("faceplugin-0.0.1", ModelSet.Read(folder.Path).Name);
    }

    [Theory]
    [InlineData("\"fr_eye.onnx\"", "\"../fr_eye.onnx\"")]
    [InlineData("\"verifyThreshold\": 0.45", "\"verifyThreshold\": 1.5")]
    [InlineData("\"identifyThreshold\": 0.55", "\"identifyThreshold\": 0.2")]
    [InlineData("\"sha256\": \"1afcea", "\"sha256\": \"zzzzzz")]
    [InlineData("\"name\"", "\"nickname\": 1, \"name\"")]
    [InlineData("\"colours\": \"Grey\", \"mean\": [0]", "\"colours\": \"Grey\", \"mean\": [0, 0, 0]")]
    [InlineData("\"divisor\": [255]", "\"divisor\": [0]")]
    [InlineData("\"width\": 24", "\"width\": 100000")]
    public void A_model_set_with_a_mistake_is_refused(string was, string becomes)
    {
        using TempFolder folder = new();
        string changed = File.ReadAllText(Shipped).Replace(was, becomes, StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllText(Shipped), changed);
        File.WriteAllText(folder[ModelSet.FileName], changed);
        Assert.Throws<ModelSetException>(() => ModelSet.Read(folder.Path));
    }

    [Fact]
    public void A_missing_model_set_says_what_is_missing()
    {
        using TempFolder folder = new();
        ModelSetException off = Assert.Throws<ModelSetException>(() => FaceEngine.Open(folder.Path, folder.Path));
        Assert.Contains(folder.Path, off.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_runtime_says_what_is_missing()
    {
        using TempFolder folder = new();
        File.Copy(Shipped, folder[ModelSet.FileName]);
        ModelSetException off = Assert.Throws<ModelSetException>(() => FaceEngine.Open(folder.Path, folder["nowhere"]));
        Assert.Contains("libonnxruntime.so.1", off.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_file_with_one_byte_changed_is_refused()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        using TempFolder folder = new();
        foreach (string file in Directory.EnumerateFiles(Installed.Models)) { File.Copy(file, folder[Path.GetFileName(file)]); }
        using (FaceEngine.Open(folder.Path, Installed.Runtime)) { }
        byte[] model = File.ReadAllBytes(folder["fr_feature.onnx"]);
        model[model.Length / 2] ^= 1;
        File.WriteAllBytes(folder["fr_feature.onnx"], model);
        ModelSetException off = Assert.Throws<ModelSetException>(() => FaceEngine.Open(folder.Path, Installed.Runtime));
        Assert.Contains("fr_feature.onnx", off.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_of_a_set_that_is_fed_in_another_way_are_refused()
    {
        using TempFolder folder = new();
        File.Copy(Shipped, folder[ModelSet.FileName]);
        ModelSet set = ModelSet.Read(folder.Path);
        byte[] hash = ModelFiles.HashOf(set), other = ModelFiles.HashOf(set with { Embed = set.Embed with { Colours = ColourOrder.Rgb } });
        float[] embedding = new float[FaceTemplate.Numbers];
        embedding[7] = 1;
        byte[] template = FaceTemplate.Encode(embedding, hash);
        Assert.True(FaceTemplate.TryDecode(template, hash, new float[FaceTemplate.Numbers]));
        Assert.False(FaceTemplate.TryDecode(template, other, new float[FaceTemplate.Numbers]));
    }
}
