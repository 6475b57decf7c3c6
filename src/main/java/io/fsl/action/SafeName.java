package io.fsl.action;

import io.fsl.sftp.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Proves that a name from a server can name a file in our folders, and nothing else. */
final class SafeName {
  private SafeName() {}

  /**
   * The name as a local one.
   *
   * @throws UnsafeNameException when it is empty, has a slash, NUL or control character, names our
   *     working folder, or is no text in that charset
   */
  static Path of(RemotePath name, Charset charset) throws UnsafeNameException {
    for (int i = 0; i < name.length(); i++) {
      byte b = name.at(i);
      if (b >= 0) {
        require(isHarmless((char) b));
      }
    }
    String text = decode(name, charset);
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw new UnsafeNameException("its name is no name of a file");
    }
    if (text.equals(WorkFolder.NAME)) {
      throw new UnsafeNameException("its name is that of a folder of fsl's own");
    }
    for (int i = 0; i < text.length(); i++) {
      require(isHarmless(text.charAt(i)));
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UnsafeNameException("its name cannot be written here: " + e.getReason());
    }
  }

  private static boolean isHarmless(char character) {
    return character != '/' && !Character.isISOControl(character);
  }

  private static void require(boolean harmless) throws UnsafeNameException {
    if (!harmless) {
      throw new UnsafeNameException("its name has a character that no file name may have");
    }
  }

  private static String decode(RemotePath name, Charset charset) throws UnsafeNameException {
    try {
      return name.decode(charset);
    } catch (CharacterCodingException e) {
      throw new UnsafeNameException(
          "its name is not " + charset.name() + "; the server's file names need another `charset`");
    }
  }

  /** A name that is not safe; the message says why. */
  static final class UnsafeNameException extends Exception {
    UnsafeNameException(String message) {
      super(message);
    }
  }
}
