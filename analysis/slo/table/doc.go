// Package table reads from CSV what an objective is judged by.
//
// The first line names the columns, in any order. [Parse] wants counts:
//
//	from, to   when the slice began and ended, RFC 3339; without to, slices last
//	           until the next begins, and the last as long as the one before
//	good       requests that were served well; or total, all of them
//	bad        requests that were not
//	unknown    requests of unknown outcome; 0 where it is empty
//
// [ParseSpans] wants outages, gaps or incidents:
//
//	from, to   when it began and ended; where to is empty it goes on
//	what       for people; optional
//
// and [ParseCorrections] what does not count against an objective:
//
//	from, to   what is taken out
//	why, who   the reason, and who answers for it
//	at         when it was entered; optional
//
// Files are bounded in size. All that is wrong is reported at once, by line.
package table
