/* SPDX-License-Identifier: MIT */
#include <boost/unordered/unordered_flat_map.hpp>
#define MAP boost::unordered_flat_map
#include "flat.h"
