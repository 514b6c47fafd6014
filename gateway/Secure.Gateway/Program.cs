using Secure.Gateway.Site;

if (args is ["check-site", string file]) { return await SiteCheck.RunAsync(file, Console.Out, CancellationToken.None); }
if (args is ["site-schema"]) { return await SiteCheck.WriteSchemaAsync(Console.Out); }
return 0;
