// Package table reads lives and histories of repairable systems from CSV.
//
// The first line names the columns, in any order. [ParseLives] wants
//
//	hours     age at failure, or when last seen; required
//	failed    true or false; without the column all failed
//	since     of a failure that was found later: age when last seen working
//	entry     age at which watching began
//	until     age after which a failure would not have been recorded
//	count     like lives; 1 without the column
//
// and [ParseHistory]
//
//	system    whose event; one system without the column
//	hours     when
//	what      from (watching began; 0 without), event, to (watching ended)
//
// [ParseLifeGroups] and [ParseHistoryGroups] also take
//
//	group     whom to compare; one without the column
//
// Files are bounded in size. All that is wrong is reported at once, by line.
package table
