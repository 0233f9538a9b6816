"""Reads what the tests of this directory want to know of a PE file (Microsoft's "PE Format")."""
import pathlib
import struct

HIGH_ENTROPY_VA, DYNAMIC_BASE, NX_COMPAT = 0x20, 0x40, 0x100  # IMAGE_DLLCHARACTERISTICS_...
EXECUTABLE_SECTION = 0x20000000  # IMAGE_SCN_MEM_EXECUTE
WRITABLE_SECTION = 0x80000000
EXPORTS, RESOURCES, RELOCATIONS = 0, 2, 5  # data directories


class Pe:
    def __init__(self, path):
        self.data = pathlib.Path(path).read_bytes()
        start = self.u32(0x3C)
        if self.data[:2] != b"MZ" or self.data[start:start + 4] != b"PE\0\0":
            raise ValueError(f"{path} is no PE file")
        (self.machine, sections, self.timestamp, self.symbols, self.symbol_count, optional_size,
         self.characteristics) = struct.unpack_from("<HHIIIHH", self.data, start + 4)
        optional = start + 24
        self.is_64 = self.u16(optional) == 0x20B
        self.dll_characteristics = self.u16(optional + 70)
        self.directories = optional + (112 if self.is_64 else 96)
        self.sections = []  # (name, address, size in memory, offset in the file, flags)
        for n in range(sections):
            at = optional + optional_size + 40 * n
            name = self.data[at:at + 8].rstrip(b"\0").decode()
            size, address, _, offset = struct.unpack_from("<IIII", self.data, at + 8)
            self.sections.append((name, address, size, offset, self.u32(at + 36)))

    def u16(self, at):
        return struct.unpack_from("<H", self.data, at)[0]

    def u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def directory(self, number):
        """(address, size); zeros where there is none."""
        return struct.unpack_from("<II", self.data, self.directories + 8 * number)

    def section_of(self, address):
        return next(s for s in self.sections if s[1] <= address < s[1] + s[2])

    def offset(self, address):
        _, start, _, offset, _ = self.section_of(address)
        return address - start + offset

    def text(self, address):
        at = self.offset(address)
        return self.data[at:self.data.index(b"\0", at)].decode()

    def exports(self):
        """{name: whether it is a function}"""
        address, size = self.directory(EXPORTS)
        if not size:
            return {}
        at = self.offset(address)
        count, functions, names, ordinals = struct.unpack_from("<IIII", self.data, at + 24)
        found = {}
        for n in range(count):
            ordinal = self.u16(self.offset(ordinals) + 2 * n)
            target = self.u32(self.offset(functions) + 4 * ordinal)
            found[self.text(self.u32(self.offset(names) + 4 * n))] = bool(self.section_of(target)[4] & EXECUTABLE_SECTION)
        return found

    def version(self):
        """{"FILEVERSION": (1, 2, 3, 0), "FileDescription": ...} of the version resource; {} without one."""
        address, size = self.directory(RESOURCES)
        if not size:
            return {}
        resource = self.data[self.offset(address):self.offset(address) + size]
        at = resource.find(struct.pack("<I", 0xFEEF04BD))  # VS_FIXEDFILEINFO
        if at < 0:
            return {}
        high, low = struct.unpack_from("<II", resource, at + 8)
        found = {"FILEVERSION": (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF)}
        for key in ("FileDescription", "FileVersion", "OriginalFilename", "ProductVersion"):
            start = resource.find((key + "\0").encode("utf-16-le"))
            if start >= 0:
                units = resource[start + 2 * (len(key) + 1):].decode("utf-16-le", "replace").lstrip("\0")
                found[key] = units.split("\0")[0]
        return found
