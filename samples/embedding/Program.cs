// Runs a component with typed bindings: calls in both directions that may wait, and a stream through the guest.
using System.Text;
using Samples.Embedding;
using Sluice;

var engine = new Engine();
var component = await Component.LoadAsync(engine, Path.Combine(AppContext.BaseDirectory, "words.wasm"));
var linker = new Linker(engine).AddWordsImports(_ => new Dictionary());

using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromSeconds(10), Limits = new StoreLimits { MemoryBytes = 16 << 20 } });
var words = await Words.InstantiateAsync(linker, store, component);

// Calls may overlap. While one waits for the host, the guest runs the other.
var greetings = await Task.WhenAll(words.GreetAsync("Ada").AsTask(), words.GreetAsync("Grace").AsTask());
foreach (string greeting in greetings) Console.WriteLine(greeting);

// The guest reads what is written as it arrives, and the host reads what the guest has made of it.
var text = ComponentStream<byte>.Create(async writer =>
{
    foreach (string line in new[] { "one\n", "two\n", "three\n" })
    {
        await Task.Delay(10);
        await writer.WriteAsync(Encoding.ASCII.GetBytes(line));
    }
});
using var loud = await words.ShoutAsync(text);
await loud.CopyToAsync(Console.OpenStandardOutput());

namespace Samples.Embedding
{
    /// <summary>The bindings of the world; the generator writes the rest of the class.</summary>
    [WitWorld("wit/words.wit")]
    internal sealed partial class Words;

    internal sealed class Dictionary : IWordsImports
    {
        public async ValueTask<string> Translate(string word, CancellationToken cancellationToken)
        {
            await Task.Delay(10, cancellationToken);
            return word == "Hello" ? "Saluton" : word;
        }
    }
}
