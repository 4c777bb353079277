import Glibc
import Runtime

/// The command line: chooses what to run and turns its end into an exit status.
public enum Driver {
  public static func main() -> Never { exit(0) }
}
