module example.com/report-streams-removed

go 1.22
