// Package spelling finds the name that a wrong one was meant to be, for readers of
// files to say so. It knows nothing of what is named.
package spelling
