package org.smilestream.job.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ArgumentCheckTest {
  private final Checked checked = new Checked();
  private final CommandLine command = new CommandLine(checked);
  @TempDir private Path folder;
  private Path file;

  @Command(name = "checked")
  private static final class Checked {
    @Mixin private ArgumentCheck check;
    @Mixin private JsonOutput json;
  }

  @BeforeEach
  void aFile() throws Exception {
    file = Files.createFile(folder.resolve("file"));
  }

  @Test
  void aFailureBelongsToItsCommand() {
    assertThatThrownBy(() -> checked.check.requireBetween("--n", 0, 1, 9))
        .isInstanceOfSatisfying(
            ParameterException.class,
            failure -> assertThat(failure.getCommandLine()).isSameAs(command))
        .hasMessage("option '--n' cannot be 0: it must be from 1 to 9");
  }

  @Test
  void filesAndFoldersMustBeThere() {
    Path none = folder.resolve("none");

    assertThatThrownBy(() -> checked.check.requireFile("--data", none))
        .hasMessage("option '--data' cannot be '%s': there is no such file", none);
    assertThatThrownBy(() -> checked.check.requireWritable("--folder", file))
        .hasMessage("option '--folder' cannot be '%s': there is no such folder", file);
    assertThatCode(() -> checked.check.requireFile("--data", file)).doesNotThrowAnyException();
    assertThatCode(() -> checked.check.requireWritable("--folder", folder))
        .doesNotThrowAnyException();
  }

  @Test
  void anOutputIsAFileInAFolderThatIsThere() {
    Path nowhere = folder.resolve("none/result");

    assertThatThrownBy(() -> checked.check.requireOutput("--report", folder))
        .hasMessage("option '--report' cannot be '%s': it is a folder", folder);
    assertThatThrownBy(() -> checked.check.requireOutput("--report", nowhere))
        .hasMessage("option '--report' cannot be '%s': there is no such folder", nowhere);
    assertThatCode(() -> checked.check.requireOutput("--report", file)).doesNotThrowAnyException();
    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
  }

  @Test
  void aResultIsWrittenWhereItIsWanted() throws Exception {
    assertThat(checked.json.write("result")).isEmpty();

    command.parseArgs("--json=" + folder);
    assertThatThrownBy(() -> checked.json.check(checked.check)).hasMessageEndingWith("a folder");
    command.parseArgs("--json=" + file);
    checked.json.check(checked.check);
    assertThat(checked.json.write("result")).contains(file);
    assertThat(file).hasContent("\"result\"\n");
  }
}
