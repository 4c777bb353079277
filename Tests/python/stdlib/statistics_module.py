# statistics: averages, spread, correlation, normal distribution, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import statistics as s
from fractions import Fraction
from decimal import Decimal

d = [2, 4, 4, 4, 5, 5, 7, 9]
print(s.mean(d), s.fmean(d), s.median(d), s.median_low(d), s.median_high(d), s.median_grouped(d), s.mode(d), s.multimode('aabbc'), s.pstdev(d), s.stdev(d), s.pvariance(d), s.variance(d), s.quantiles(d), s.quantiles(d, n=10, method='inclusive'), s.harmonic_mean([40, 60]), s.geometric_mean([54, 24, 36]), s.fmean(d, weights=range(8)))
print(s.mean([Fraction(1, 2), Fraction(1, 3)]), s.mean([Decimal('0.5'), Decimal('0.75')]), s.mean([1.5, 2]), s.variance([Fraction(1, 2), 3]), s.mean([True, False]), s.median([1, 2]), s.median(['a']), s.mean(range(101)))
print(s.correlation([1, 2, 3], [1, 5, 7]), s.covariance([1, 2, 3], [1, 5, 7]), s.linear_regression([1, 2, 3], [2, 4, 6]), s.linear_regression([1, 2], [3, 5], proportional=True))
n = s.NormalDist(100, 15)
print(n, n.mean, n.stdev, n.variance, n.cdf(115), n.pdf(100), n.inv_cdf(0.95), n.zscore(130), n.overlap(s.NormalDist(110, 15)), n + 5, n * 2, n + s.NormalDist(1, 1), s.NormalDist.from_samples(d), n.quantiles(4), n.samples(3, seed=1))
error(lambda: s.mean([]))
error(lambda: s.median([]))
error(lambda: s.mode([]))
error(lambda: s.stdev([1]))
error(lambda: s.harmonic_mean([-1]))
error(lambda: s.geometric_mean([0]))
error(lambda: s.quantiles([1]))
error(lambda: s.correlation([1], [1]))
error(lambda: s.mean(['a']))
error(lambda: n.inv_cdf(2))
error(lambda: s.NormalDist(0, -1))
error(lambda: s.linear_regression([1, 1], [1, 2]))
