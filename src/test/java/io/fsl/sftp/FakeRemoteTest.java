package io.fsl.sftp;

import io.fsl.testing.FakeRemote;
import java.io.IOException;

/** The stand-in keeps the contract, so that tests with it are worth something. */
class FakeRemoteTest extends RemoteContract {
  @Override
  Store store() {
    return new Memory(new FakeRemote());
  }

  private record Memory(FakeRemote fake) implements Store {
    @Override
    public String root() {
      return "/";
    }

    @Override
    public void put(String name, byte[] content, long mtime) {
      fake.put("/" + name, content, mtime);
    }

    @Override
    public void putFolder(String name) {
      fake.putFolder("/" + name);
    }

    @Override
    public boolean has(String name) {
      return fake.has("/" + name);
    }

    @Override
    public boolean forbid(String name) throws IOException {
      fake.forbid("/" + name);
      return true;
    }

    @Override
    public Remote connect() {
      return fake.server();
    }

    @Override
    public void close() {
      fake.close();
    }
  }
}
