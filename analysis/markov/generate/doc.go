// Package generate makes chains of the systems that come up again and again: like
// units with repair crews and standby, spares from a stock, failover that may not
// work, pods on nodes, repair queues, and lives and repairs of any shape.
//
// Each is a struct whose Chain method returns a [markov.Chain], with the set "up"
// where there is one. Like units are not told apart: a state says how many are in
// which condition, so that a thousand units have a thousand states. Times are in
// hours and rates per hour.
package generate
