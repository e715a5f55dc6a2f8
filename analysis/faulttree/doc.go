// Package faulttree quantifies static coherent fault trees.
package faulttree
