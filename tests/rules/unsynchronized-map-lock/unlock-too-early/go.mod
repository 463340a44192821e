module example.com/unlock-too-early

go 1.22
