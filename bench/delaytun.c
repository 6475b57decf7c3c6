// delaytun NAME_A NAME_B ONE_WAY_MICROS
//
// Makes two TUN devices and forwards packets between them, each after a fixed delay, in order and
// as fast as they come. Segments that the kernel has not split yet pass through whole, so that a
// link costs little. It says `ready` when the devices are there, and goes on until it is killed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
    PACKET_MAX = 70000,                             // a segment of 64 KiB with its headers
    BURST = 64,                                     // packets read from a device before the other has its turn
    NANOS_PER_SECOND = 1000000000,
};

typedef struct Packet {
    struct Packet *next;
    uint64_t due;                                   // on the clock of now()
    ssize_t length;
    char bytes[];
} Packet;

// Packets on their way in one direction, the first due first.
typedef struct {
    int from, to;
    Packet *first, *last;
} Direction;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int open_device(const char *name) {
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) fail("/dev/net/tun");
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(device, TUNSETIFF, &request) < 0) fail(name);
    if (ioctl(device, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6) < 0) fail("TUNSETOFFLOAD");
    int unbounded = INT_MAX;
    if (ioctl(device, TUNSETSNDBUF, &unbounded) < 0) fail("TUNSETSNDBUF");
    return device;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + time.tv_nsec;
}

static void receive(Direction *way, uint64_t delay) {
    static char buffer[PACKET_MAX];
    for (int i = 0; i < BURST; i++) {
        ssize_t length = read(way->from, buffer, sizeof buffer);
        if (length <= 0) return;
        Packet *packet = malloc(sizeof *packet + length);
        if (packet == NULL) fail("malloc");
        *packet = (Packet){.due = now() + delay, .length = length};
        memcpy(packet->bytes, buffer, length);
        if (way->last) way->last->next = packet;
        else way->first = packet;
        way->last = packet;
    }
}

static void deliver(Direction *way) {
    uint64_t time = now();
    while (way->first && way->first->due <= time) {
        Packet *packet = way->first;
        if (write(way->to, packet->bytes, packet->length) < 0 && errno == EAGAIN) return;
        way->first = packet->next;
        if (!way->first) way->last = NULL;
        free(packet);
    }
}

// Sleeps until a packet comes or one is due.
static void await(struct pollfd devices[2], const Direction ways[2]) {
    uint64_t due = UINT64_MAX;
    for (int i = 0; i < 2; i++) {
        if (ways[i].first && ways[i].first->due < due) due = ways[i].first->due;
    }
    uint64_t time = now(), wait = due > time ? due - time : 0;
    struct timespec timeout = {wait / NANOS_PER_SECOND, wait % NANOS_PER_SECOND};
    ppoll(devices, 2, due == UINT64_MAX ? NULL : &timeout, NULL);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: delaytun NAME_A NAME_B ONE_WAY_MICROS\n");
        return 64;
    }
    int a = open_device(arguments[1]), b = open_device(arguments[2]);
    uint64_t delay = strtoull(arguments[3], NULL, 10) * 1000;
    Direction ways[2] = {{.from = a, .to = b}, {.from = b, .to = a}};
    struct pollfd devices[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
    prctl(PR_SET_TIMERSLACK, 1000);                 // ns; the default would add to the delay
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        await(devices, ways);
        for (int i = 0; i < 2; i++) {
            if (devices[i].revents & POLLIN) receive(&ways[i], delay);
            deliver(&ways[i]);
        }
    }
}
