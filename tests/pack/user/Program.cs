using Sluice;
using User;

var engine = new Engine();
using var store = new Store(engine);
var log = new Log();
var linker = new Linker(engine).AddGreeterImports(_ => log);
var greeter = await Greeter.InstantiateAsync(linker, store, await Component.LoadAsync(engine, "greeter.wat"));
Console.WriteLine($"greeter: {await greeter.GreetAsync("World")} (log: {log.Last})");

namespace User
{
    [WitWorld("greeter.wit")]
    internal sealed partial class Greeter;

    internal sealed class Log : IGreeterImports
    {
        public string Last { get; private set; } = "";

        void IGreeterImports.Log(string message) => Last = message;
    }
}
