/* SPDX-License-Identifier: MIT */
#include <absl/container/flat_hash_map.h>
#define MAP absl::flat_hash_map
#include "flat.h"
