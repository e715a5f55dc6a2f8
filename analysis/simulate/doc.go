// Package simulate draws the histories of systems at random: of components with any
// lives and repairs, crews, spare parts, maintenance, common causes, cascades and
// retry storms.
//
// A [Model] is components and what they share; gates, or a function, say when the
// system is down. [Simulate] is the one entry point, a pure function: results depend
// on the seed and not on the number of workers, for the random numbers of a
// replication are a function of the seed and its number alone.
//
// # Conventions
//
//   - Times are in hours and rates per hour.
//   - Every figure is an [Estimate] with a confidence interval. Where nothing was
//     seen the interval begins at 0; where nothing bounds it, its end is absent.
//   - A component ages with a speed, 1 but for cascades and load: it fails when its
//     age reaches a life that was drawn.
//
// # Method
//
// Replications go on until half the interval is the wanted part of the value
// [CR65]; looks are at numbers that grow by a fifth, after at least 50 replications
// that saw the event. Intervals are Student's, of as many degrees of freedom as
// replications with unequal weights are worth, wider where numbers are skewed [Hal92]
// and by what may not have been seen yet; where fewer than 50 saw the event, or all but
// 50, among replications as they are, Hoeffding's, which hold for any number. Long-run
// figures are ratios of means over cycles from one state in which all is new to the
// next, with numerator and denominator from different ones [GSHNG92].
//
// Biasing makes failures likely: with probability 0.8 one comes before the next
// repair, mostly in proportion to how critical components are, the chance of each by
// the slope of that of the system, else all alike, which bounds the relative error
// [Sha94], or as they are. [Car92] goes by the number of failures left instead. Of a
// function a bounded search finds cuts, and gates of these say how critical components
// are. Long repairs are made likely too, where they are not exponential. When
// all is exponential the events alone are drawn anew, and times in cycles are their
// means. When not, the next failure is drawn from its own law given that it comes
// before the next event that is already fixed, and the likelihood ratio is that of
// cumulative hazards. In a mission of many spells between states in which all is new,
// only some are biased, by a coin, and counted by the mixture [HH95].
//
// Splitting runs stages of as many histories each, from where those before first
// came a failure closer to that of the system; the product of the shares that
// succeed is without bias [LDT07]. What is left of all lives and repairs is drawn
// anew at each start. It needs stages of no less than about one in a thousand.
//
// # References
//
//	[CR65]    Y. Chow, H. Robbins, On the asymptotic theory of fixed-width
//	          sequential confidence intervals for the mean, 1965.
//	          https://doi.org/10.1214/aoms/1177700156
//	[GSHNG92] A. Goyal, P. Shahabuddin, P. Heidelberger, V. Nicola, P. Glynn, A
//	          unified framework for simulating Markovian models of highly
//	          dependable systems, 1992. https://doi.org/10.1109/12.123381
//	[Sha94]   P. Shahabuddin, Importance sampling for the simulation of highly
//	          reliable Markovian systems, 1994. https://doi.org/10.1287/mnsc.40.3.333
//	[Car92]   J. Carrasco, Failure distance based simulation of repairable
//	          fault-tolerant systems, 1992.
//	[Hal92]   P. Hall, On the removal of skewness by transformation, 1992.
//	          https://doi.org/10.1111/j.2517-6161.1992.tb01876.x
//	[HH95]    T. Hesterberg, Weighted average importance sampling and defensive
//	          mixture distributions, 1995.
//	          https://doi.org/10.1080/00401706.1995.10484303
//	[LDT07]   P. L'Ecuyer, V. Demers, B. Tuffin, Rare events, splitting, and
//	          quasi-Monte Carlo, 2007. https://doi.org/10.1145/1225275.1225280
package simulate
