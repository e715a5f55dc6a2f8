// Package plot turns reports of objectives into charts. It decides what is drawn and
// which words go with it; it estimates nothing.
package plot
