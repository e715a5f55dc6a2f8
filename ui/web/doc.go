// Package web holds the dashboard: the built files of the React application in
// this folder, embedded into the binary.
//
// The application is built by npm into dist, which is not committed. Where only
// dist/.gitkeep is there, the handler serves a page that says how to build it, so
// that a Go developer needs no Node.
package web
