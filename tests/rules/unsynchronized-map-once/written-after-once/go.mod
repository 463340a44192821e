module example.com/written-after-once

go 1.22
