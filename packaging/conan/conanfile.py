"""Conan 2: `conan create packaging/conan -pr:h PROFILE`, with a profile of os=Windows, arch=x86_64 and mingw-w64's gcc or
clang. Builds the tree that it lies in."""
import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class PosixSignals(ConanFile):
    name = "posix-signals"
    description = "POSIX signals for native Windows programs"
    license = "MIT"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "tools": [True, False]}
    default_options = {"shared": False, "tools": True}

    def set_version(self):
        words = load(self, os.path.join(self.recipe_folder, "..", "..", "include", "posix", "version.h")).split()
        self.version = ".".join(words[words.index(f"POSIX_SIGNALS_VERSION_{part}") + 1] for part in ("MAJOR", "MINOR", "PATCH"))

    def validate(self):
        if self.settings.os != "Windows" or self.settings.arch != "x86_64" or self.settings.compiler not in ("gcc", "clang"):
            raise ConanInvalidConfiguration("posix-signals is for mingw-w64 on x86-64 Windows")

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*", "tools/*"):
            copy(self, pattern, root, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update({"PSIG_BUILD_TESTS": False, "PSIG_BUILD_TOOLS": bool(self.options.tools)})
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):  # its own CMake package knows the link options
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "PosixSignals")]
        self.cpp_info.libs = []
