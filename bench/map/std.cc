/* SPDX-License-Identifier: MIT */
#include <functional>
#include <unordered_map>
#define MAP std::unordered_map
#include "flat.h"
