module example.com/deferred-report

go 1.22
