module example.com/join-by-results

go 1.22
