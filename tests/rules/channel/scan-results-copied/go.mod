module example.com/scan-results-copied

go 1.22
