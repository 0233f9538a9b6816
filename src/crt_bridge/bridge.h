// Makes the signal functions of the C run-times the library's, in every module.
#pragma once

namespace psig {

// From now on the CRTs' signal(), raise(), abort() and the like are ours, in every module. [loader]
void crt_bridge_start();
// Takes over the CRTs that are sure to be ready: all of them for a program, its own for a DLL. [thread]
void crt_bridge_adopt(bool all);

} // namespace psig
