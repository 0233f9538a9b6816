// StartServiceCtrlDispatcher and its callbacks. [thread]
#include "nt/console/service.h"

#include <initializer_list>
#include <string_view>

#include "nt/module/imports.h"
#include "nt/process/process_handle.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

static_assert(kServiceAccepts == NO_ERROR && kServiceKnowsNot == ERROR_CALL_NOT_IMPLEMENTED &&
              kServiceCannotNow == ERROR_SERVICE_CANNOT_ACCEPT_CTRL &&
              kServiceAlreadyRunning == ERROR_SERVICE_ALREADY_RUNNING &&
              kServiceNotStartedAsOne == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT);

ServiceCalls g_service;
SERVICE_STATUS_HANDLE g_status;

DWORD WINAPI control_handler(DWORD control, DWORD, void *, void *) { return g_service.control(control); }

void WINAPI service_main(DWORD argc, LPWSTR *argv) {
  g_status = RegisterServiceCtrlHandlerExW(argc != 0 ? argv[0] : L"", control_handler, nullptr);
  g_service.began(argc, argv);
}

// Wine's services are all started by its manager, which lives as long as they do; a process that is none waits 10 s for
// the pipe of another one's.
bool surely_no_service() {
  constexpr std::wstring_view kManager = L"\\services.exe";
  if (!under_wine()) return false;
  Process parent;
  if (process_open(own_process().parent, &parent) != 0) return true; // gone, or it is a Unix process
  wchar_t path[MAX_PATH];
  DWORD length = MAX_PATH;
  if (!QueryFullProcessImageNameW(parent.handle, 0, path, &length)) length = 0;
  process_close(&parent);
  return !std::wstring_view(path, length).ends_with(kManager);
}

} // namespace

unsigned service_dispatch(const ServiceCalls &calls) {
  if (surely_no_service()) return kServiceNotStartedAsOne;
  g_service = calls;
  wchar_t name[] = L""; // not looked at for a process that is one service
  const SERVICE_TABLE_ENTRYW table[] = {{name, service_main}, {nullptr, nullptr}};
  return StartServiceCtrlDispatcherW(table) ? 0 : GetLastError();
}

// What the process ends with is no Win32 error, but for 0.
void service_report(const ServiceReport &report) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = report.state;
  status.dwControlsAccepted = report.accepts;
  status.dwWin32ExitCode = report.exit_status == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
  status.dwServiceSpecificExitCode = report.exit_status;
  status.dwCheckPoint = report.checkpoint;
  status.dwWaitHint = report.wait_hint_ms;
  SetServiceStatus(g_status, &status);
}

// By where it begins.
bool service_thread_of_system() {
  const void *start = thread_begins_at(GetCurrentThread());
  if (start == nullptr) return false;
  HMODULE holder = nullptr;
  constexpr DWORD kFlags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (!GetModuleHandleExW(kFlags, static_cast<const wchar_t *>(start), &holder) || holder == nullptr) return false;
  for (const wchar_t *module : {L"sechost.dll", L"advapi32.dll"})
    if (holder == GetModuleHandleW(module)) return true;
  return false;
}

} // namespace psig::nt
