// Package slo judges service level objectives: what was attained, the error
// budget, how fast it burns, which alert rules fit, and how it is likely to go on.
//
// [Evaluate] is the way in: an [Objective], a [History] and a moment give a
// [Report]. [Backtest] tries alert rules on a history, [Describe] says what a rate
// of requests is enough for, [CompareCounts] what counts prove. Functions are
// pure: they read no clock and no file but the rule sets that come with the
// program.
//
// # Conventions
//
//   - A target is a fraction in (0, 1). Its complement is taken of the decimal as
//     written ([BudgetShare]), so that 0.99999 leaves 0.00001.
//   - What is counted is good, bad or unknown. Blind is never green: an objective
//     is met or breached if that is so whatever the unknown was, and else not
//     judged. Low is what was attained had all that is unknown been bad, High had
//     it been good.
//   - Time without data has an unknown number of requests: up to as many as the
//     busiest slice had, or as the caller says.
//   - Windows and spans are half-open. Within a slice, requests are spread evenly.
//   - The window in force is the one that ends now if it is rolling, and the one
//     that now is in if it is of the calendar; that is breached before its end only
//     once its whole budget is spent.
//   - A correction takes out time, requests and budget alike; the figures without
//     it are reported beside.
//   - What is undefined is absent; NaN and infinities are never returned.
//
// # Method
//
// Running totals answer a question on any window by two binary searches. Burn
// rates, multi-window rules and the measures of a backtest are those of the Site
// Reliability Workbook [Mur18]; thresholds follow from the share of the budget and
// the windows, and a rule no burn rate can reach is refused. Intervals of counts
// are Clopper–Pearson's [CP34].
//
// A forecast draws futures. Of time, outages come at a gamma–Poisson rate with
// Jeffreys prior and last as long as one of those seen, of which the Bayesian
// bootstrap [Rub81] says how likely each is; of requests, days to come are drawn
// in that way from days seen. Where nothing bad was seen there is a bound instead.
// Outages longer than any seen, trends, seasons and dependence between days are
// not foreseen, and unknown time is taken as if it were not there.
//
// # References
//
//	[CP34]  C. Clopper, E. Pearson, The use of confidence or fiducial limits
//	        illustrated in the case of the binomial, 1934.
//	        https://doi.org/10.1093/biomet/26.4.404
//	[Mur18] N. Murphy and others (ed.), The Site Reliability Workbook, 2018,
//	        chapter 5, Alerting on SLOs. https://sre.google/workbook/alerting-on-slos/
//	[Rub81] D. Rubin, The Bayesian bootstrap, 1981.
//	        https://doi.org/10.1214/aos/1176345338
package slo
