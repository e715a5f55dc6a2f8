package fmea

// A Priority says how urgent an action is.
type Priority string

// The priorities, highest first.
const (
	High   Priority = "H"
	Medium Priority = "M"
	Low    Priority = "L"
)

// priorities is the table of [AV19]: rows are severity 9–10, 7–8, 4–6, 2–3 and 1;
// columns are occurrence 8–10, 6–7, 4–5, 2–3 and 1; the four letters of a cell are
// for detection 7–10, 5–6, 2–4 and 1.
var priorities = [5][5]string{
	{"HHHH", "HHHH", "HHHM", "HMLL", "LLLL"},
	{"HHHH", "HHHM", "HMMM", "MMLL", "LLLL"},
	{"HHMM", "MMML", "MLLL", "LLLL", "LLLL"},
	{"MMLL", "LLLL", "LLLL", "LLLL", "LLLL"},
	{"LLLL", "LLLL", "LLLL", "LLLL", "LLLL"},
}

// Lowest rank of each band of the table, in the order of its rows, columns and
// letters.
var (
	severityBands   = []int{9, 7, 4, 2, 1}
	occurrenceBands = []int{8, 6, 4, 2, 1}
	detectionBands  = []int{7, 5, 2, 1}
)

// ActionPriority looks the priority of three ranks up in the table of [AV19]. It
// returns an error for a rank outside 1 to 10.
func ActionPriority(severity, occurrence, detection int) (Priority, error) {
	if err := checkRanks(severity, occurrence, detection); err != nil {
		return "", err
	}
	cell := priorities[band(severityBands, severity)][band(occurrenceBands, occurrence)]
	return Priority(cell[band(detectionBands, detection)]), nil
}

// band returns the index of the band that rank is in. The last begins at 1.
func band(lowest []int, rank int) int {
	for i, low := range lowest {
		if rank >= low {
			return i
		}
	}
	return len(lowest) - 1
}
