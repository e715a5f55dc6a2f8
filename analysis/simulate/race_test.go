//go:build race

package simulate_test

// raceDetector says whether the tests run ten times as slowly.
const raceDetector = true
