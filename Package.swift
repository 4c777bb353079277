// swift-tools-version:6.0
import PackageDescription

// Frontend flags for the modules that hold hot code:
//  - merging similar functions would turn handlers' tail calls into calls, and the native stack would overflow;
//  - exclusivity checks at run time (`swift_beginAccess`) have no place between two instructions;
//  - each function in a section of its own, so that the linker can put those that run together side by side (tools/function-order).
let hot: [SwiftSetting] = [
  .unsafeFlags([
    "-enforce-exclusivity=unchecked", "-Xfrontend", "-disable-llvm-merge-functions-pass", "-Xfrontend", "-function-sections",
  ]),
]

let package = Package(
  name: "minipy",
  products: [.executable(name: "minipy", targets: ["minipy"])],
  targets: [
    // At a fixed address and without exported symbols: else each start would relocate the tables of the Swift runtime, and read all names.
    // Each segment as far into the file as into memory: SystemTap reckons a marker's place in the file with one distance for the whole
    // program, and would hear nothing from one that is packed more tightly.
    .executableTarget(
      name: "minipy", dependencies: ["Driver"],
      linkerSettings: [
        .unsafeFlags(
          [
            "-use-ld=lld", "-Xclang-linker", "-no-pie", "-Xclang-linker", "-Wl,--no-export-dynamic",
            "-Xclang-linker", "-Wl,-z,separate-loadable-segments",
          ],
          .when(platforms: [.linux], configuration: .release))
      ]),
    .target(name: "Driver", dependencies: ["Runtime"]),
    .target(
      name: "Runtime", dependencies: ["Compiler", "Bytecode", "CRuntime", "CProbes", "CGMP", "CFFI"],
      swiftSettings: hot),
    .target(name: "Compiler", dependencies: ["Syntax", "Bytecode"], swiftSettings: hot),
    .target(name: "Bytecode", swiftSettings: hot),
    .target(name: "Syntax", swiftSettings: hot),
    .target(name: "CRuntime"),
    .target(name: "CProbes"),
    .systemLibrary(name: "CGMP", providers: [.apt(["libgmp-dev"])]),
    .systemLibrary(name: "CFFI", providers: [.apt(["libffi-dev"])]),
    .testTarget(name: "SyntaxTests", dependencies: ["Syntax"]),
    .testTarget(name: "CompilerTests", dependencies: ["Compiler", "Syntax", "Bytecode"]),
  ],
  swiftLanguageModes: [.v5]
)
