namespace Sluice.Components.Linking;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearMatch
{
    /// <summary>The candidate that is nearest to a name that is not there, if one is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var (path, _) = InterfaceVersions.Split(name);
        var bestDistance = Math.Max(2, path.Length / 4) + 1;
        foreach (var candidate in candidates)
        {
            // The same interface in another version is nearest of all.
            var (candidatePath, _) = InterfaceVersions.Split(candidate);
            var distance = Distance(path, candidatePath, bestDistance);
            if (distance >= bestDistance) continue;
            (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>Levenshtein's distance, or something not less than <paramref name="limit"/>.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit) return limit;
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
