// Package figures reads how available a component is from what people state of it:
// its reliability or unavailability, or mean times to failure and to repair.
package figures
