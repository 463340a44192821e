module example.com/undo-history-reads-first

go 1.22
