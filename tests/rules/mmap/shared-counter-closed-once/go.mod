module example.com/shared-counter-closed-once

go 1.22
