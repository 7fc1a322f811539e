// A bounded mutation fuzzer over the loaders, the printers and the engine.
//   dotnet run -c Release --project fuzz/Sluice.Fuzz -- [--seconds N] [--seed S] [--save FILE]
// Case S + n is determined by its number alone: `--seconds 0 --seed NUMBER` runs just that case again, and `--save` keeps its input.

using System.Globalization;
using Sluice.Fuzz;

var seconds = 60;
var seed = 1L;
string? save = null, board = null;
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--seconds": seconds = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--seed": seed = long.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--save": save = args[i + 1]; break;
        case "--board": board = args[i + 1]; break;
        default: return Usage();
    }
}
if (args.Length % 2 != 0) return Usage();
if (save is not null)
{
    File.WriteAllBytes(save, FuzzCase.Create(seed).Input);
    return 0;
}
if (board is null) return Supervisor.Run(seconds, seed);
Worker.Run(board, seconds, seed);
return 0;

static int Usage()
{
    Console.Error.WriteLine("usage: Sluice.Fuzz [--seconds N] [--seed S] [--save FILE]");
    return 2;
}
