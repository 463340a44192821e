module example.com/report-streams

go 1.22
