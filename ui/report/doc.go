// Package report writes an assessment for people who will not open the dashboard:
// the board pack as PDF, and every table as CSV.
//
// It draws and formats; it computes no figure. Same assessment, same bytes: dates
// come from the data cut-off and nothing else looks at a clock.
//
// # CSV
//
// RFC 4180: comma, CRLF, quotes doubled, a header row, equally many fields in
// each row, UTF-8. Headers are snake_case with their unit. Numbers have a decimal
// point, no grouping and as many digits as it takes to read them back; ratios are
// fractions. Times are UTC. What is missing is an empty field, and a status
// column says why. Text that a spreadsheet would run as a formula gets a leading
// apostrophe, and so does text that begins with apostrophes before such a
// character, so that the step can be undone exactly; numbers never do.
package report
