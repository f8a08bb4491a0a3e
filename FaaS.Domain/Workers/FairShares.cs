namespace FaaS.Domain.Workers;

/// <summary>Divides what several want and none may have alone.</summary>
public static class FairShares
{
    /// <summary>
    /// Nobody gets less than an even share unless it wants less; what nobody wants is shared out evenly too. All of
    /// <paramref name="total"/> is given.
    /// </summary>
    /// <param name="turn">Grows with time: what cannot be divided goes to each in turn.</param>
    public static int[] Divide(int total, ReadOnlySpan<int> demands, long turn)
    {
        var shares = new int[demands.Length];
        var left = total;
        for (var isWanted = true; left > 0 && demands.Length > 0;)
        {
            var takers = 0;
            for (var i = 0; i < shares.Length; i++)
            {
                takers += !isWanted || shares[i] < demands[i] ? 1 : 0;
            }

            if (takers == 0)
            {
                isWanted = false;
                continue;
            }

            var each = Math.Max(1, left / takers);
            for (var i = 0; i < shares.Length && left > 0; i++)
            {
                var taker = (int)((turn + i) % shares.Length);
                var given = isWanted ? Math.Min(each, Math.Max(0, demands[taker] - shares[taker])) : each;
                given = Math.Min(given, left);
                shares[taker] += given;
                left -= given;
            }
        }

        return shares;
    }
}
