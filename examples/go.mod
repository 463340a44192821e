module belay.example

go 1.19
