module belay.dev/belay

go 1.22
