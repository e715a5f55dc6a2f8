// Package availability turns outages into mean times, availability and error
// budgets, and pools what is known about like components.
//
// [Summarize] is the way in for one component: its outages and a window give a
// [Summary], each figure an [Interval]. [Attain] judges a window against an
// objective. [PoolRates] and [PoolRepairs] learn from many components what a
// single one is too young to tell, and [Coverage] how often a failover works.
// [Measure] has the clocks of incidents, [Screen] refuses records that cannot be, and
// [Bursts] finds what went down together. [Renewal], [Unit], [Group], [Series],
// [Standby] and [CommonCause] say what availability and reliability rates come to, and
// [MissBudget] how often that misses an error budget.
//
// # Conventions
//
//   - Times are hours on any common scale, rates per hour. A window is half-open:
//     it has its first instant and not its last.
//   - Time is never counted twice: overlapping and touching outages are one.
//   - An outage belongs to the window in which it begins. What of it lies outside
//     is not looked at, so that a window gives the same figures for ever.
//   - MTTF is operating time per outage, MTBF calendar time per outage, MTTR mean
//     downtime. With every outage inside the window MTBF = MTTF + MTTR.
//   - What is undefined is absent and has a Reason. No outages gives a lower bound
//     on MTBF, never a rate of zero.
//
// # Method
//
// Counts are Poisson: intervals of MTTF and MTBF are exact [Gar36]. Restore times
// are lognormal when there are at least five: the generalized interval of the
// lognormal mean [KM03], which keeps its level where a t interval or a bootstrap of
// the mean does not, and serves exponential times too while they are few. From thirty
// on they are exponential if that is likelier. Where the mean shows that they are not
// lognormal, fifty or more have Student's interval and fewer have none. Below five they
// are taken as exponential. The
// interval of availability combines those of MTTR and MTTF on the log scale
// [ZD08], or is the exact F interval for few exponential restore times [GL67].
// Medians have order-statistic intervals, which assume nothing.
//
// What a pool teaches of rates is gamma–Poisson and of restore times normal in their
// logarithms, each averaged over all the distributions that the pool leaves possible
// [CM97] [TT65].
//
// # References
//
//	[CM97]  C. Christiansen, C. Morris, Hierarchical Poisson regression modeling,
//	        1997. https://doi.org/10.1080/01621459.1997.10474013
//	[Gar36] F. Garwood, Fiducial limits for the Poisson distribution, 1936.
//	        https://doi.org/10.1093/biomet/28.3-4.437
//	[GL67]  H. Gray, T. Lewis, A confidence interval for the availability ratio,
//	        Technometrics 9 (1967) 465-471
//	[KM03]  K. Krishnamoorthy, T. Mathew, Inferences on the means of lognormal
//	        distributions, 2003. https://doi.org/10.1016/S0378-3758(02)00153-2
//	[Ols05] U. Olsson, Confidence intervals for the mean of a log-normal
//	        distribution, 2005. https://doi.org/10.1080/10691898.2005.11910638
//	[TT65]  G. Tiao, W. Tan, Bayesian analysis of random-effect models in the
//	        analysis of variance, 1965. https://doi.org/10.1093/biomet/52.1-2.37
//	[ZD08]  G. Zou, A. Donner, Construction of confidence limits about effect
//	        measures, 2008. https://doi.org/10.1002/sim.3095
package availability
