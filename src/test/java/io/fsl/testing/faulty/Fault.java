package io.fsl.testing.faulty;

/** What the faulty server can do wrong. Numbers are bytes unless said otherwise. */
public enum Fault {
  /** A READ from there on, or the rest of one that gets there, is the end of the file. */
  TRUNCATE,
  /** So many bytes are added to the size of every file, in listings and by STAT. */
  SIZE_PLUS,
  /** READs bring DATA without bytes. */
  EMPTY_DATA,
  /** READs bring one byte more than was asked for. */
  LONG_DATA,
  /** The length field inside DATA exceeds its packet. */
  LYING_DATA,
  /** READs that have arrived together are answered the last first. */
  BACKWARDS,
  /** The first READ is answered when so many others have been. */
  FIRST_LAST,
  /** A READ brings at most so many bytes. */
  SHORT,
  /** After so many bytes of replies the process dies. */
  DIE,
  /** In how many sessions the process dies; all of them without this. */
  DIE_TIMES,
  /** After so many bytes of replies nothing more is said. */
  STALL,
  /** After so many bytes of replies come bytes that are no SFTP. */
  GARBAGE,
  /** Only so many files can be open at once. */
  HANDLES,
  /**
   * Handles are numbered as by the server of Erlang/OTP: of three files that are open at once, two
   * have the same, by which the one that was opened last is meant.
   */
  SHARED_HANDLES,
  /** So many STATs are answered, later ones refused. */
  STATS,
  /** So many FSTATs are answered, later ones refused. */
  FSTATS,
  /** Names that listings have besides the real ones, percent-encoded, with spaces between them. */
  NAMES,
  /** Listings have so many empty files besides the real ones. */
  ENTRIES,
  /** A listing breaks off after so many of its entries. */
  LIST_FAILS,
  /** READDIR is answered with no entries, for ever. */
  EMPTY_NAMES,
  /** The file is replaced by another of the same size when a READ gets to that offset. */
  REPLACE,
  /** A byte is appended to the file when a READ gets to that offset. */
  APPEND,
  /** The file is removed when a READ gets to that offset. */
  REMOVE,
  /** No extension is announced, not even limits@openssh.com. */
  PLAIN
}
